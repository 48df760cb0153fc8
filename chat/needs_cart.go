package chat

// given is what was chosen for a product of the order that waits.
func (st *State) given(product string) map[string]string {
	if st.Pending == nil {
		return nil
	}
	return st.Pending.Given[product]
}

// pieces is how many of a product an order is for: as many as were said with it,
// else as many as it was offered for.
func (p *planner) pieces(product string) int {
	if p.plan.Change.Kind == "add" && p.plan.Change.Quantity == 0 {
		for _, met := range p.state.Kit {
			if len(met.IDs) > 0 && met.IDs[0] == product && met.Quantity > 1 {
				return min(met.Quantity, maxQuantity)
			}
		}
	}
	return p.quantity()
}
