# Makes a booted Debian a node of the cluster. Its uplink, /etc/kubernetes and programs are there.
# usage: node.sh FOLDER: with the node's files
set -eu
folder=$1
printf 'nameserver 10.0.0.2\nnameserver 10.0.0.3\n' >/etc/resolv.conf
printf '127.0.0.1 localhost\n10.0.0.13 %s\n' "$(hostname)" >/etc/hosts
sysctl -qw net.ipv4.ip_forward=1

# The kubelet sets these, and they are the machine's.
for setting in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops \
  kernel/keys/root_maxkeys kernel/keys/root_maxbytes; do
  mkdir -p "/run/kernel/$(dirname $setting)"
  cat "/proc/sys/$setting" >"/run/kernel/$setting"
  mount --bind "/run/kernel/$setting" "/proc/sys/$setting"
done

install -D -m 644 "$folder/containerd.toml" /etc/containerd/config.toml
install -D -m 644 "$folder/kubelet-config.yaml" /etc/kubernetes/kubelet-config.yaml
install -D -m 644 "$folder/net-conf.json" /etc/kube-flannel/net-conf.json
install -D -m 644 "$folder/10-flannel.conflist" /etc/cni/net.d/10-flannel.conflist
mkdir -p /opt/cni/bin
ln -s /usr/lib/cni/* /usr/local/bin/flannel /opt/cni/bin

systemctl stop containerd
cp "$folder"/units/* /etc/systemd/system
systemctl daemon-reload
systemctl --quiet enable var-lib-containerd.mount var-lib-kubelet.mount
systemctl start containerd
systemctl --quiet enable --now kubelet kube-proxy flanneld
for archive in /pause.tar /image.tar; do ctr --namespace k8s.io images import "$archive"; done
