"""Which place is meant? The gazetteer, and the evidence of towns and landmarks."""
