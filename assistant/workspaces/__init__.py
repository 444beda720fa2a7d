"""The Slack workspaces the app is installed in: what it asks for, and which token opens which."""
