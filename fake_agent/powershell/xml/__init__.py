"""XML documents as System.Xml keeps them: nodes, reading, writing and XPath 1.0."""
