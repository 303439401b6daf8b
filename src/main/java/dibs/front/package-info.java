/** HTTP: publishes requests, waits for decisions, answers from the decider's stores. Knows no rule. */
package dibs.front;
