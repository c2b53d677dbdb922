"""What leaves the house: a Result in, a brief, a web map or a table out."""
