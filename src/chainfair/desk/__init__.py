"""What joins rooms: the pages people come home to."""
