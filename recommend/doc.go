// Package recommend learns a shopper's taste from what she and others did.
//
// The one idea: ŷ_ui = r_uᵀ A f_i. r_u is the shopper's weighted recent history,
// A the similarity of items learned from everybody's, f_i the item. A is fitted
// now and then; r_u follows each event at once, so the next recommendation knows
// of it without training.
package recommend
