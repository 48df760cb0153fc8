// Package retriever finds products and passages of policies: exact filters,
// several signals of relevance, and for every hit what each signal gave.
//
// bleve keeps the documents on disk with the change number they stand for,
// searches policies by BM25, and its dictionary answers for spelling. Products
// are scored from postings of our own in memory, built from the shelf: bleve's
// scoring would cost most of a turn. Documents there have local numbers that
// only grow; a product whose texts change gets a new one, and when too many are
// dead everything is numbered anew.
//
// Fusion is linear: each signal lies in [0, 1], is weighted, and its part of
// the sum is its share. Filters are decided before anything is scored.
package retriever
