"""Small problems in which every meeting must be held, solved to a proven optimum as satisfiability."""
