# The daemons of a docker-era Magnum worker as units of a real systemd, in place of the processes
# that node_up starts, and what cloud-init and Heat leave behind.

services_up() {
  until [ -S /run/systemd/private ]; do sleep 0.01; done
  systemctl start systemd-journald.service
  local name
  for name in flanneld dockerd kubelet kube-proxy; do stop "$name"; done
  write_services
  systemctl daemon-reload
  systemctl enable --quiet flanneld docker kubelet kube-proxy heat-container-agent
  start_services
  write_cloud_init
  write_deployment 0
}

write_services() {
  local bip=
  if [ "$BRIDGE" = docker0 ]; then bip=" --bip=$LEASE.1/24 --mtu=$MTU"; fi
  idle_service flanneld /usr/bin/flanneld -etcd-endpoints=http://10.0.0.10:2379 -etcd-prefix=/atomic.io/network
  service flannel-docker-bridge 'Type=oneshot' 'ExecStart=/usr/bin/test -s /run/flannel/subnet.env'
  service docker 'Restart=always' \
    "ExecStart=@$NODEJS /usr/bin/dockerd $LAB/docker.ts$bip"
  idle_service kubelet /usr/local/bin/kubelet "--hostname-override=$NODE"
  service kube-proxy 'Restart=always' \
    "ExecStart=@$NODEJS /usr/local/bin/kube-proxy $LAB/kube-proxy.ts $LAB/../fixtures/kube-proxy.v1.36.2.json"
  idle_service heat-container-agent /usr/bin/heat-container-agent
  requires flannel-docker-bridge flanneld
  requires docker flannel-docker-bridge
  requires kubelet docker
}

start_services() {
  systemctl start flanneld docker kubelet kube-proxy heat-container-agent
  await_port 10249
  until socat -u OPEN:/dev/null UNIX-CONNECT:/run/docker.sock 2>/dev/null; do sleep 0.05; done
}

# service NAME LINE…: lines of its [Service] section.
service() {
  local name=$1
  shift
  {
    printf '[Unit]\nDefaultDependencies=no\nStartLimitIntervalSec=0\n'
    printf '[Service]\n'
    printf '%s\n' "$@"
    printf '[Install]\nWantedBy=default.target\n'
  } >"/etc/systemd/system/$name.service"
}

# idle_service NAME PATH ARGUMENT…: see stand_in.
idle_service() {
  local name=$1
  shift
  service "$name" 'Restart=always' 'StandardOutput=file:/run/lab/full' "ExecStart=@/usr/bin/echo $*"
}

# drop_in NAME FILE: lines from standard input for a unit.
drop_in() {
  mkdir -p "/etc/systemd/system/$1.service.d"
  cat >"/etc/systemd/system/$1.service.d/$2.conf"
}

# requires NAME UNIT
requires() {
  printf '[Unit]\nRequires=%s.service\nAfter=%s.service\n' "$2" "$2" | drop_in "$1" requires
}

# service_fails NAME RESTART: from its next start on it says why and ends.
service_fails() {
  drop_in "$1" fails <<EOF
[Service]
Type=notify
Restart=$2
StandardOutput=journal
ExecStart=
ExecStart=/bin/sh -c 'echo "E1121 08:00:00.000000 1 server.go:494] $1 failed: http://admin:hunter2@10.0.0.10/ is unreachable, token=s3cr3t"; exit 1'
EOF
  systemctl daemon-reload
}

# service_loops NAME: it crashes, and so does each of its successors. After some quick ones the next
# is an hour away, so that nothing changes while somebody looks.
service_loops() {
  pace "$1" 100ms
  service_fails "$1" always
  systemctl kill --signal=KILL "$1"
  until [ "$(systemctl show --property=NRestarts --value "$1")" -ge 1 ]; do sleep 0.05; done
  pace "$1" 1h
  systemctl daemon-reload
  sleep 0.5
}

# pace NAME TIME: how long systemd waits before it starts the unit again.
pace() {
  printf '[Service]\nRestartSec=%s\n' "$2" | drop_in "$1" pace
}

# services_mended [NAME]: that one runs as it should, and all that hang on it.
services_mended() {
  if [ $# = 1 ]; then
    rm -f "/etc/systemd/system/$1.service.d/"{fails,pace}.conf
    systemctl daemon-reload
    systemctl stop "$1"
  fi
  systemctl reset-failed
  start_services
}

# As cloud-init 22.4 writes it. write_cloud_init [ERROR]
write_cloud_init() {
  local errors=''
  if [ $# = 1 ]; then errors="\"$1\""; fi
  mkdir -p /run/cloud-init /var/lib/cloud/data
  cat >/var/lib/cloud/data/status.json <<EOF
{
 "v1": {
  "datasource": "DataSourceOpenStackLocal [net,ver=2]",
  "init": { "errors": [], "finished": 1763712011.2, "start": 1763712010.1 },
  "init-local": { "errors": [], "finished": 1763712009.4, "start": 1763712008.3 },
  "modules-config": { "errors": [], "finished": 1763712013.6, "start": 1763712012.5 },
  "modules-final": { "errors": [$errors], "finished": 1763712030.8, "start": 1763712014.7 },
  "stage": null
 }
}
EOF
  printf '{"v1": {"datasource": "DataSourceOpenStackLocal [net,ver=2]", "errors": [%s]}}\n' "$errors" \
    >/var/lib/cloud/data/result.json
  ln -sf ../../var/lib/cloud/data/status.json ../../var/lib/cloud/data/result.json /run/cloud-init/
}

cloud_init_fails() {
  cat >/var/log/cloud-init-output.log <<'EOF'
+ . /etc/sysconfig/heat-params
++ TRUSTEE_PASSWORD=hunter2
+ curl -sf -H 'X-Auth-Token: gAAAAABkQm9vdGVkVG9rZW4tT2YtVGhlLUxhYg' https://discovery.etcd.io/5d12
curl: (6) Could not resolve host: discovery.etcd.io
2025-11-21 08:00:30,800 - cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in /var/lib/cloud/instance/scripts)
EOF
  write_cloud_init "('scripts-user', RuntimeError('Runparts: 1 failures (part-007) in 8 attempted commands'))"
}

cloud_init_runs() {
  sed -i 's/"finished": 1763712030.8/"finished": null/; s/"stage": null/"stage": "modules-final"/' \
    /var/lib/cloud/data/status.json
  rm /var/lib/cloud/data/result.json
}

# As Magnum's heat-container-agent writes it. write_deployment EXIT-CODE
write_deployment() {
  local id=5d1c37f0-7b0e-4c0f-9b6e-0f4e5a1d2c3b
  mkdir -p /var/lib/heat-config/deployed /var/log/heat-config/heat-config-script
  printf '{\n  "id": "%s",\n  "group": "script"\n}' "$id" >"/var/lib/heat-config/deployed/$id.json"
  printf '{\n  "deploy_stdout": "",\n  "deploy_stderr": "",\n  "deploy_status_code": %s\n}' "$1" \
    >"/var/lib/heat-config/deployed/$id.notify.json"
  printf '+ kubectl apply -f flannel-deploy.yaml\nThe connection to the server was refused\n' \
    >"/var/log/heat-config/heat-config-script/$id-worker-config.log"
}

# A part of the control plane that the kubelet was told to run, and nothing runs.
static_pod() {
  mkdir -p /etc/kubernetes/manifests
  printf 'apiVersion: v1\nkind: Pod\nmetadata: { name: etcd, namespace: kube-system }\n' \
    >/etc/kubernetes/manifests/etcd.yaml
}
