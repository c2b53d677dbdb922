"""How things look: a project and a view become drawing operations that every surface carries out."""
