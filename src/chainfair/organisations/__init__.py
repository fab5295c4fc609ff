"""Who is who, once, across editions; who belongs to them."""
