"""What changes in each environment between two outputs of the compiler, and how much of a risk that is."""
