"""cmd.exe: its grammar, its built-in commands, and how it starts everything else."""
