"""Words that only the seller's agents read; they are in English, whoever reads them."""
