"""What compiled scripts run on: context, scopes, pipelines, parameter binding, script blocks, streams."""
