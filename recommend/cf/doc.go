// Package cf is collaborative filtering on plain numbers: sets of items in,
// similarities of items out. It knows nothing of shops.
//
// The one idea: the sets (a shopper's items, a session's) are rows of a sparse
// matrix R, and what goes with what is A = D_i^-a Rᵀ D_u^-b R D_i^-c, a filter on
// the graph of sets and items. With a = ½+γ and c = ½-γ it is a symmetric P
// between two diagonal matrices, so whatever is done to P (its leading
// eigenvectors strengthened, its sharpening) is done in one basis.
package cf
