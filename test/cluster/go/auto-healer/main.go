// Says which nodes magnum-auto-healer would repair: of its own health checks, as configured.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"

	v1 "k8s.io/api/core/v1"
	"k8s.io/cloud-provider-openstack/pkg/autohealing/healthcheck"
)

// As in its configuration.
type check struct {
	Type   string
	Params map[string]any
}

func main() {
	var input struct {
		Checks []check
		Nodes  []v1.Node
	}
	if err := json.NewDecoder(os.Stdin).Decode(&input); err != nil {
		log.Fatal(err)
	}
	var nodes []healthcheck.NodeInfo
	for _, node := range input.Nodes {
		nodes = append(nodes, healthcheck.NodeInfo{KubeNode: node, IsWorker: true})
	}
	names := []string{}
	for _, node := range healthcheck.CheckNodes(context.Background(), checkers(input.Checks), nodes, nil) {
		names = append(names, node.KubeNode.Name)
	}
	if err := json.NewEncoder(os.Stdout).Encode(names); err != nil {
		log.Fatal(err)
	}
}

func checkers(checks []check) (made []healthcheck.HealthCheck) {
	healthcheck.RegisterHealthCheck(healthcheck.NodeConditionType, healthcheck.NewNodeConditionCheck)
	for _, each := range checks {
		checker, err := healthcheck.GetHealthChecker(each.Type, each.Params)
		if err != nil || checker == nil {
			log.Fatalf("%s: %v", each.Type, err)
		}
		made = append(made, checker)
	}
	return made
}
