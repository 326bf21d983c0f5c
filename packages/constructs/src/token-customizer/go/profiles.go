package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"time"
)

// profile is what tokens may say of a user.
type profile struct {
	firstName, lastName, currentLocation string
	roles                                []string
}

// attribute is a value as DynamoDB has it, of the types that profiles use.
type attribute struct {
	S  string      `json:"S"`
	SS []string    `json:"SS"`
	L  []attribute `json:"L"`
}

// texts gives the texts of a list or a set.
func (one attribute) texts() []string {
	texts := append([]string{}, one.SS...)
	for _, item := range one.L {
		if item.S != "" {
			texts = append(texts, item.S)
		}
	}
	sort.Strings(texts)
	return texts
}

// profileTable reads profiles from DynamoDB.
type profileTable struct {
	name     string
	endpoint *url.URL
	signer   signer
}

func newProfileTable(variable func(string) string) (*profileTable, error) {
	endpoint := variable("AWS_ENDPOINT_URL_DYNAMODB")
	if endpoint == "" {
		endpoint = variable("AWS_ENDPOINT_URL")
	}
	region := variable("AWS_REGION")
	if endpoint == "" {
		endpoint = fmt.Sprintf("https://dynamodb.%s.amazonaws.com", region)
	}
	address, err := url.Parse(endpoint)
	if err != nil {
		return nil, err
	}
	address.Path = "/"
	return &profileTable{
		name:     variable("PROFILE_TABLE"),
		endpoint: address,
		signer: signer{
			accessKeyID:     variable("AWS_ACCESS_KEY_ID"),
			secretAccessKey: variable("AWS_SECRET_ACCESS_KEY"),
			sessionToken:    variable("AWS_SESSION_TOKEN"),
			region:          region,
			service:         "dynamodb",
		},
	}, nil
}

// get gives a user's profile, or nil if there is none.
func (table *profileTable) get(ctx context.Context, username string) (*profile, error) {
	body, err := json.Marshal(map[string]any{
		"TableName":            table.name,
		"Key":                  map[string]any{"username": map[string]string{"S": username}},
		"ProjectionExpression": "firstName, lastName, currentLocation, #roles",
		"ExpressionAttributeNames": map[string]string{
			"#roles": "roles",
		},
	})
	if err != nil {
		return nil, err
	}
	answer, err := table.call(ctx, "GetItem", body)
	if err != nil {
		return nil, err
	}
	var found struct{ Item map[string]attribute }
	if err := json.Unmarshal(answer, &found); err != nil {
		return nil, err
	}
	if found.Item == nil {
		return nil, nil
	}
	return &profile{
		firstName:       found.Item["firstName"].S,
		lastName:        found.Item["lastName"].S,
		currentLocation: found.Item["currentLocation"].S,
		roles:           found.Item["roles"].texts(),
	}, nil
}

// call calls an operation, and once more where it is worth it.
func (table *profileTable) call(ctx context.Context, operation string, body []byte) ([]byte, error) {
	answer, status, err := table.attempt(ctx, operation, body)
	if (err != nil || status >= 500) && ctx.Err() == nil {
		answer, status, err = table.attempt(ctx, operation, body)
	}
	if err == nil && status != http.StatusOK {
		return nil, fmt.Errorf("%d %s", status, answer)
	}
	return answer, err
}

func (table *profileTable) attempt(ctx context.Context, operation string, body []byte) ([]byte, int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, table.endpoint.String(), bytes.NewReader(body))
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "DynamoDB_20120810."+operation)
	table.signer.sign(request, body, time.Now())
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return answer, response.StatusCode, err
}
