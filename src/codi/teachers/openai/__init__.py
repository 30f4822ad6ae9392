"""A model behind an OpenAI-compatible chat endpoint, or several endpoints that serve the same."""
