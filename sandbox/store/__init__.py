"""What the sandbox remembers: organizations, users and what they own."""
