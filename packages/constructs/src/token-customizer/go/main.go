// Command bootstrap is the token customizer for Lambda's custom runtime (provided.al2023): it adds what a user's profile
// says to the tokens that Cognito is about to make. It has no dependencies, so that building it needs nothing but Go.
package main

import (
	"fmt"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	profiles, err := newProfileTable(os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	runtime := runtimeAPI{address: os.Getenv("AWS_LAMBDA_RUNTIME_API")}
	for {
		invocation, err := runtime.next()
		if err != nil {
			log.Fatal(err)
		}
		answer, err := customize(invocation, profiles)
		if err != nil {
			err = runtime.fail(invocation, fmt.Errorf("the event is none of Cognito's: %w", err))
		} else {
			err = runtime.answer(invocation, answer)
		}
		if err != nil {
			log.Fatal(err)
		}
	}
}
