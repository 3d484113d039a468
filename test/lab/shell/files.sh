# The files that Magnum and the CNI leave on a worker.

write_resolv_conf() {
  rm -rf /etc/resolv.conf
  printf 'search novalocal\nnameserver 10.0.0.2\nnameserver 10.0.0.3\n' >/etc/resolv.conf
}

# The authority that has signed for all of the lab's web.
write_authorities() {
  mkdir -p /etc/ssl/certs
  cp --remove-destination "$LAB/../fixtures/tls/ca.pem" /etc/ssl/certs/ca-certificates.crt
}

write_heat_params() {
  mkdir -p /etc/sysconfig
  (umask 077 && if [ "$BRIDGE" = cni0 ]; then heat_params_of_train; else heat_params_of_newton; fi \
    >/etc/sysconfig/heat-params)
}

# stable/2025.1 writes the same keys since Train.
heat_params_of_train() {
  cat <<EOF
INSTANCE_NAME="$NODE"
HEAPSTER_ENABLED="False"
KUBE_TAG="v1.27.3"
KUBE_API_PORT="6443"
KUBE_MASTER_IP="10.0.0.10"
KUBE_NODE_IP="$NODE_IP"
KUBE_NODE_PUBLIC_IP=""
ETCD_SERVER_IP="10.0.0.10"
REGISTRY_ENABLED="False"
NETWORK_DRIVER="flannel"
FLANNEL_NETWORK_CIDR="$NETWORK"
PODS_NETWORK_CIDR="$NETWORK"
WAIT_CURL=""
TLS_DISABLED="False"
VERIFY_CA="True"
CLUSTER_UUID="5d12f6fd-a196-4bf0-ae4c-1f639a523a52"
MAGNUM_URL="http://10.0.0.250:9511/v1"
AUTH_URL="http://10.0.0.250:5000/v3"
TRUSTEE_PASSWORD="pass\\\$word \"quoted\""
HTTP_PROXY=""
HTTPS_PROXY=""
NO_PROXY=""
CONTAINER_INFRA_PREFIX=""
DNS_SERVICE_IP="10.254.0.10"
DNS_CLUSTER_DOMAIN="cluster.local"
CONTAINER_RUNTIME="containerd"
USE_PODMAN="True"
OCTAVIA_LB_HEALTHCHECK=True
NODEGROUP_ROLE="worker"
NODEGROUP_NAME="default-worker"
EOF
}

heat_params_of_newton() {
  cat <<EOF
KUBE_ALLOW_PRIV="true"
KUBE_MASTER_IP="10.0.0.10"
KUBE_API_PORT="6443"
KUBE_NODE_IP="$NODE_IP"
ETCD_SERVER_IP="10.0.0.10"
DOCKER_VOLUME=""
NETWORK_DRIVER="flannel"
WAIT_CURL="curl -i -X POST -H 'X-Auth-Token: 0f4a' -H 'Content-Type: application/json' -H 'Accept: application/json' http://10.0.0.250:8004/v1/3f/stacks/c/5e/resources/h/signal"
TLS_DISABLED="False"
CLUSTER_UUID="5d12f6fd-a196-4bf0-ae4c-1f639a523a52"
INSTANCE_NAME="$NODE"
MAGNUM_URL="http://10.0.0.250:9511/v1"
HTTP_PROXY=""
HTTPS_PROXY=""
NO_PROXY=""
EOF
}

write_cni_conf() {
  rm -rf /etc/cni/net.d
  mkdir -p /etc/cni/net.d
  cat >/etc/cni/net.d/10-flannel.conflist <<'EOF'
{
  "name": "cbr0",
  "cniVersion": "0.3.1",
  "plugins": [
    { "type": "flannel", "delegate": { "hairpinMode": true, "isDefaultGateway": true } },
    { "type": "portmap", "capabilities": { "portMappings": true } }
  ]
}
EOF
}
