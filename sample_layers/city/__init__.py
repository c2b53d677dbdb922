"""How Puerto Alborada, a city that does not exist, is made. Every part takes what came before and a seeded generator."""
