package main

import (
	"context"
	"encoding/json"
	"log"
	"time"
)

// How long before the function's own deadline it gives up on the table, so that the user is let in all the same.
const reserve = 500 * time.Millisecond

// customize gives a PreTokenGeneration event (V2_0) back with the user's claims in its response. No profile, or a table that
// fails, leaves the tokens as they are.
func customize(invocation invocation, profiles *profileTable) ([]byte, error) {
	var event map[string]json.RawMessage
	if err := json.Unmarshal(invocation.payload, &event); err != nil {
		return nil, err
	}
	var username string
	if err := json.Unmarshal(event["userName"], &username); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithDeadline(context.Background(), invocation.deadline.Add(-reserve))
	defer cancel()
	profile, err := profiles.get(ctx, username)
	switch {
	case err != nil:
		log.Printf("WARN no custom claims for user %s: the profile could not be read: %v", username, err)
		return invocation.payload, nil
	case profile == nil:
		log.Printf("WARN no custom claims for user %s: there is no profile", username)
		return invocation.payload, nil
	}
	response, err := json.Marshal(overrides(profile))
	if err != nil {
		return nil, err
	}
	event["response"] = response
	return json.Marshal(event)
}

// overrides is what Cognito is told: the ID token says who the user is, the access token only what the user may do.
func overrides(profile *profile) map[string]any {
	claims := map[string]any{"roles": profile.roles}
	for name, value := range map[string]string{
		"firstName":       profile.firstName,
		"lastName":        profile.lastName,
		"currentLocation": profile.currentLocation,
	} {
		if value != "" {
			claims[name] = value
		}
	}
	return map[string]any{
		"claimsAndScopeOverrideDetails": map[string]any{
			"idTokenGeneration":     map[string]any{"claimsToAddOrOverride": claims},
			"accessTokenGeneration": map[string]any{"claimsToAddOrOverride": map[string]any{"roles": profile.roles}},
		},
	}
}
