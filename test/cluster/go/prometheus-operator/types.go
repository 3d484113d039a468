// Package types keeps the module whose Go types controller-gen reads in go.mod.
package types

import _ "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
