"""Files and databases, in and out. Everything foreign is checked here, at the edge."""
