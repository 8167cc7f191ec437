"""The recipe of Mexico: what INEGI, CONEVAL, CONAPO and SESNSP publish, made into the tables of a data folder."""
