package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// runtimeAPI is where a custom runtime gets its invocations: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type runtimeAPI struct{ address string }

type invocation struct {
	requestID string
	deadline  time.Time
	payload   []byte
}

// The next invocation may be hours away.
var patient = &http.Client{Timeout: 0}

func (api runtimeAPI) next() (invocation, error) {
	response, err := patient.Get(api.url("next"))
	if err != nil {
		return invocation{}, err
	}
	defer response.Body.Close()
	payload, err := io.ReadAll(response.Body)
	if err != nil {
		return invocation{}, err
	}
	if response.StatusCode != http.StatusOK {
		return invocation{}, fmt.Errorf("the runtime API answers %d: %s", response.StatusCode, payload)
	}
	deadline, err := strconv.ParseInt(response.Header.Get("Lambda-Runtime-Deadline-Ms"), 10, 64)
	if err != nil {
		return invocation{}, err
	}
	return invocation{response.Header.Get("Lambda-Runtime-Aws-Request-Id"), time.UnixMilli(deadline), payload}, nil
}

func (api runtimeAPI) answer(invocation invocation, body []byte) error {
	return api.post(invocation.requestID+"/response", body, nil)
}

func (api runtimeAPI) fail(invocation invocation, failure error) error {
	body, err := json.Marshal(map[string]any{"errorType": "Error", "errorMessage": failure.Error()})
	if err != nil {
		return err
	}
	return api.post(invocation.requestID+"/error", body, map[string]string{"Lambda-Runtime-Function-Error-Type": "Error"})
}

func (api runtimeAPI) post(path string, body []byte, headers map[string]string) error {
	request, err := http.NewRequest(http.MethodPost, api.url(path), bytes.NewReader(body))
	if err != nil {
		return err
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := patient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func (api runtimeAPI) url(path string) string {
	return "http://" + api.address + "/2018-06-01/runtime/invocation/" + path
}
