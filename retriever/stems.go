package retriever

import (
	"sync"
	"sync/atomic"
)

// stems remembers the stems of words seen, for the same words come again and
// again; maxStems bounds what strangers' queries can make it keep.
var (
	stems     sync.Map
	stemCount atomic.Int64
)

const maxStems = 200_000
