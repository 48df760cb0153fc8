// Package recommend learns a shopper's taste from what she and others did.
//
// The one idea: ŷ_ui = r_uᵀ A f_i. r_u is the shopper's weighted recent history,
// A the similarity of items learned from everybody's, f_i what the item is: its
// own place in A, and its features (category, brand, price band), through which
// an item that nobody has touched is near to others. A is trained now and then;
// r_u follows each event at once, so the next recommendation knows of it without
// training.
//
// Train reads the events, prepares them, searches for the settings that foretell
// what was held back best, and keeps the model in the store; a Model serves it,
// observes events as they come, and learns by itself from those where nothing
// was trained yet. The numbers behind are package cf's.
package recommend
