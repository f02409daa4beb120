"""The pages: view models (plain values that templates show), the words of both languages, and the shell around each page."""
