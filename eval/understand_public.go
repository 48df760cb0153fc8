package eval

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"daogou/chat"
)

// clincShopping are the intents of CLINC150 that a shop may well take for its
// own: lists, orders, payment, rewards, gift cards, greeting and thanks.
var clincShopping = []string{
	"shopping_list", "shopping_list_update", "order", "order_status", "order_checks", "pay_bill",
	"redeem_rewards", "rewards_balance", "gift_card", "greeting", "thank_you",
}

// productActs begin or go on with looking for goods.
var productActs = []chat.Act{chat.Search, chat.Refine, chat.Recommend, chat.Compare, chat.Detail, chat.CartAct}

// clinc measures how many utterances that have nothing to do with shopping
// (CLINC150; Larson et al., EMNLP 2019) start on products.
func (opt UnderstandOptions) clinc(ctx context.Context, r Reader, w io.Writer) error {
	var started Rate
	acts, intents := map[chat.Act]int{}, map[string]int{}
	var took Latencies
	for _, file := range []string{"val.tsv", "oos_val.tsv"} {
		err := table(filepath.Join(opt.CLINC, file), func(text, intent string) error {
			if slices.Contains(clincShopping, intent) {
				return nil
			}
			got, time, err := r.read(ctx, text, "en", &chat.State{})
			took = append(took, time)
			acts[got.Act]++
			bad := slices.Contains(productActs, got.Act)
			started.add(bad)
			if bad {
				intents[intent]++
				if opt.Wrong {
					fmt.Fprintf(w, "%-12s %-24s %.2f %s\n", got.Act, intent, got.Confidence, text)
				}
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "%-18s start on products %s   p99 %s\n", "CLINC150 "+r.Name, started, short(took.Quantile(.99)))
	printCounts(w, "  read as", acts)
	printCounts(w, "  started by", intents)
	return nil
}

// table reads text and label by tab.
func table(file string, each func(text, label string) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if text, label, ok := strings.Cut(lines.Text(), "\t"); ok {
			if err := each(text, label); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}

// bitextActs are the acts that serve each intent of Bitext's customer-service
// data. An address may be of an order or of an account, so both may answer; a
// new order is a matter of the shelves and is not judged.
var bitextActs = map[string][]chat.Act{
	"cancel_order": {chat.OrderAct, chat.PolicyAct}, "change_order": {chat.OrderAct, chat.PolicyAct},
	"track_order": {chat.OrderAct, chat.PolicyAct}, "get_refund": {chat.OrderAct, chat.PolicyAct},
	"track_refund": {chat.OrderAct, chat.PolicyAct}, "change_shipping_address": {chat.OrderAct, chat.PolicyAct},
	"set_up_shipping_address": {chat.OrderAct, chat.PolicyAct},
	"delivery_options":        {chat.PolicyAct}, "delivery_period": {chat.PolicyAct}, "check_payment_methods": {chat.PolicyAct},
	"payment_issue": {chat.PolicyAct}, "check_refund_policy": {chat.PolicyAct}, "check_cancellation_fee": {chat.PolicyAct},
	"check_invoice": {chat.PolicyAct}, "get_invoice": {chat.PolicyAct}, "review": {chat.PolicyAct},
	"create_account": {chat.PolicyAct}, "delete_account": {chat.PolicyAct}, "edit_account": {chat.PolicyAct},
	"switch_account": {chat.PolicyAct}, "recover_password": {chat.PolicyAct}, "registration_problems": {chat.PolicyAct},
	"newsletter_subscription": {chat.PolicyAct},
	"contact_human_agent":     {chat.Handoff}, "contact_customer_service": {chat.Handoff, chat.PolicyAct}, "complaint": {chat.Handoff},
}

// bitext measures how many questions of customer service are read as what
// serves them.
func (opt UnderstandOptions) bitext(ctx context.Context, r Reader, w io.Writer) error {
	f, err := os.Open(opt.Bitext)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", opt.Bitext, err)
	}
	var all Rate
	var sure Calibration
	byIntent := map[string]*Rate{}
	for _, row := range rows[1:] {
		want := bitextActs[row[1]]
		if want == nil {
			continue
		}
		got, _, err := r.read(ctx, row[0], "en", &chat.State{})
		if err != nil {
			return err
		}
		right := slices.Contains(want, got.Act)
		all.add(right)
		sure.add(got.Confidence, right)
		if byIntent[row[1]] == nil {
			byIntent[row[1]] = &Rate{}
		}
		byIntent[row[1]].add(right)
		if opt.Wrong && !right {
			fmt.Fprintf(w, "%-12s %-24s %.2f %s\n", got.Act, row[1], got.Confidence, row[0])
		}
	}
	for _, intent := range slices.Sorted(maps.Keys(byIntent)) {
		fmt.Fprintf(w, "  %-24s %s\n", intent, byIntent[intent])
	}
	fmt.Fprintf(w, "%-18s served %s\n", "Bitext "+r.Name, all)
	sure.print(w)
	return nil
}

// jsonLines reads a file of JSON Lines; an error names file and line.
func jsonLines[T any](file string, each func(T)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
		each(v)
	}
	return lines.Err()
}

// printCounts writes counts, the largest first.
func printCounts[K ~string](w io.Writer, name string, counts map[K]int) {
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b K) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(string(a), string(b))
	})
	fmt.Fprintf(w, "%-18s", name)
	for _, k := range keys[:min(len(keys), 14)] {
		fmt.Fprintf(w, " %s %d", k, counts[k])
	}
	fmt.Fprintln(w)
}
