"""The Linux guest: real bash, in a sandbox of its own."""
