# Everything needs Go, make and git alone; what else a target needs it installs
# through .ci/need (Chromium for the page's tests, headers for Ollama's server).
.PHONY: run build test test-ollama lint bench eval

run: build
	./bin/daogou serve --addr localhost:8080

build:
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/daogou ./cmd/daogou

test:
	.ci/need chromium cc
	DAOGOU_BROWSER=required CGO_ENABLED=1 go test -race -timeout 25m ./...
	go test -run 'PublishedSets|FiltersHoldExactly|SuitesKeepTheirFigures' ./eval ./retriever ./cmd/daogou

test-ollama:
	.ci/need cc ollama-headers
	CGO_ENABLED=1 go test -tags ollama -count=1 -timeout 35m ./llm/... ./nlu/...

lint:
	@test -z "$$(gofmt -l .)" || { echo "not formatted by gofmt:"; gofmt -l .; exit 1; }
	go vet ./...
	go tool staticcheck ./...

bench: build
	./bin/daogou bench
	go test -run '^$$' -bench . -benchmem ./...

eval: build
	@for shop in ../shared/shop/en ../shared/shop/zh eval/testdata/shops/en eval/testdata/shops/zh; do \
		if [ -d $$shop ]; then ./bin/daogou eval dialogue --suite $$shop/dialogues.jsonl --products $$shop/products.tsv; \
		else echo "$$shop is not here: skipped"; fi; done
