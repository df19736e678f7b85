"""What needs two functions: one small pure file for each pair. None knows who asks."""
