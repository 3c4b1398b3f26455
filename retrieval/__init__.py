"""Finding items: a catalogue, its vectors and words, and an order by what is wanted. Knows nothing of chat."""
