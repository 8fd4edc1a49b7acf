"""Microsoft.Resources: tenants, subscriptions, locations, resource groups."""
