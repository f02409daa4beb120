"""How figures are written in plans: numerals, units, times, quantities, their names, and tables of them."""
