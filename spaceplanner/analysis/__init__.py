"""What can be computed: arrays and geometries in, arrays out. No files, no Qt, no globals, no domain."""
