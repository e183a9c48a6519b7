// The loop of Sequin's guide with database/sql and lib/pq: receive, upsert, ack. What takes longer than 45
// seconds is given up, since the delivery may be at another worker after 60.
//
// Needs Go 1.19 and lib/pq. All else that it needs of the world it takes from the environment.
package main

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/lib/pq"
)

const upsert = `
insert into stripe.subscriptions (
    id, upstream_id, deleted, updated_idx, sync_id, sync_external_id, sync_metadata,
    upstream_updated_at, upstream_created_at, stripe_customer_id, plan_id, quantity
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (id) do update set
    upstream_id = excluded.upstream_id,
    deleted = excluded.deleted,
    updated_idx = excluded.updated_idx,
    sync_id = excluded.sync_id,
    sync_external_id = excluded.sync_external_id,
    sync_metadata = excluded.sync_metadata,
    upstream_updated_at = excluded.upstream_updated_at,
    upstream_created_at = excluded.upstream_created_at,
    stripe_customer_id = excluded.stripe_customer_id,
    plan_id = excluded.plan_id,
    quantity = excluded.quantity
`

type record struct {
	ID                string  `json:"id"`
	UpstreamID        *string `json:"upstream_id"`
	Deleted           bool    `json:"deleted"`
	UpdatedIdx        int64   `json:"updated_idx"`
	UpstreamUpdatedAt *string `json:"upstream_updated_at"`
	UpstreamCreatedAt *string `json:"upstream_created_at"`
	Sync              struct {
		ID         *string         `json:"id"`
		ExternalID *string         `json:"external_id"`
		Metadata   json.RawMessage `json:"metadata"`
	} `json:"sync"`
	Data struct {
		StripeCustomerID *string `json:"stripe_customer_id"`
		PlanID           *string `json:"plan_id"`
		Quantity         *int    `json:"quantity"`
	} `json:"data"`
}

type delivery struct {
	AckID string `json:"ack_id"`
	Data  struct {
		Record record `json:"record"`
	} `json:"data"`
}

func call(name string, body map[string]any, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	url := os.Getenv("SEQUIN_URL") + "/api/http_pull_consumers/" + os.Getenv("SEQUIN_CONSUMER") + "/" + name
	request, err := http.NewRequest("POST", url, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("SEQUIN_TOKEN"))
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	return json.NewDecoder(response.Body).Decode(answer)
}

// The connection of the present work, which its time limit closes.
type dialer struct{ last net.Conn }

func (d *dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, 0)
}

func (d *dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	connection, err := net.DialTimeout(network, address, timeout)
	d.last = connection
	return connection, err
}

type connector struct{ dialer *dialer }

func (c connector) Connect(context.Context) (driver.Conn, error) {
	return pq.DialOpen(c.dialer, os.Getenv("DATABASE_URL"))
}

func (c connector) Driver() driver.Driver { return &pq.Driver{} }

func handle(db *sql.DB, d *dialer, message delivery) error {
	limit, cancel := context.WithTimeout(context.Background(), 45*time.Second)
	done := make(chan struct{})
	defer cancel()
	defer close(done)
	go func() {
		select {
		case <-limit.Done():
			if d.last != nil {
				d.last.Close()
			}
		case <-done:
		}
	}()
	r := message.Data.Record
	_, err := db.ExecContext(limit, upsert, r.ID, r.UpstreamID, r.Deleted, r.UpdatedIdx, r.Sync.ID, r.Sync.ExternalID,
		string(r.Sync.Metadata), r.UpstreamUpdatedAt, r.UpstreamCreatedAt, r.Data.StripeCustomerID, r.Data.PlanID,
		r.Data.Quantity)
	if err == nil {
		err = limit.Err()
	}
	return err
}

func work(db *sql.DB, d *dialer) error {
	var received struct {
		Data []delivery `json:"data"`
	}
	if err := call("receive", map[string]any{"max_batch_size": 1, "wait_for": 30_000}, &received); err != nil {
		return err
	}
	for _, message := range received.Data {
		if err := handle(db, d, message); err != nil {
			return err
		}
		if err := call("ack", map[string]any{"ack_ids": []string{message.AckID}}, &struct{}{}); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	d := &dialer{}
	db := sql.OpenDB(connector{d})
	db.SetMaxOpenConns(1)
	for {
		// What was not acknowledged is delivered again.
		if err := work(db, d); err != nil {
			fmt.Println(err)
		}
	}
}
