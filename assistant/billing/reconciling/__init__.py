"""Our books beside the provider's: compared, put right, or noted as a case."""
