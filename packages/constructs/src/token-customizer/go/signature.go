package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// signer signs requests with the function's credentials:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
type signer struct {
	accessKeyID, secretAccessKey, sessionToken, region, service string
}

// sign signs a POST to "/" without a query.
func (signer signer) sign(request *http.Request, body []byte, now time.Time) {
	stamp := now.UTC().Format("20060102T150405Z")
	day := stamp[:8]
	headers := []struct{ name, value string }{
		{"content-type", request.Header.Get("Content-Type")},
		{"host", request.URL.Host},
		{"x-amz-date", stamp},
	}
	request.Header.Set("X-Amz-Date", stamp)
	if signer.sessionToken != "" {
		request.Header.Set("X-Amz-Security-Token", signer.sessionToken)
		headers = append(headers, struct{ name, value string }{"x-amz-security-token", signer.sessionToken})
	}
	headers = append(headers, struct{ name, value string }{"x-amz-target", request.Header.Get("X-Amz-Target")})
	var names []string
	var lines strings.Builder
	for _, header := range headers {
		names = append(names, header.name)
		lines.WriteString(header.name + ":" + header.value + "\n")
	}
	signed := strings.Join(names, ";")
	canonical := strings.Join([]string{request.Method, "/", "", lines.String(), signed, hash(body)}, "\n")
	scope := strings.Join([]string{day, signer.region, signer.service, "aws4_request"}, "/")
	text := strings.Join([]string{"AWS4-HMAC-SHA256", stamp, scope, hash([]byte(canonical))}, "\n")
	key := []byte("AWS4" + signer.secretAccessKey)
	for _, part := range []string{day, signer.region, signer.service, "aws4_request"} {
		key = keyed(key, part)
	}
	request.Header.Set("Authorization", fmt.Sprintf(
		"AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s",
		signer.accessKeyID, scope, signed, hex.EncodeToString(keyed(key, text)),
	))
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func keyed(key []byte, text string) []byte {
	code := hmac.New(sha256.New, key)
	code.Write([]byte(text))
	return code.Sum(nil)
}
