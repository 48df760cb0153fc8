package chat

import "testing"

// OpenForTest gives the external tests the shop of the internal ones.
func OpenForTest(t testing.TB, set func(e *Engine)) *Engine { return open(t, t.TempDir(), set).Engine }
