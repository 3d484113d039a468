# Makes a machine of the lab ready for Keystone and Heat: an address, their settings, a database each.
# Its files are its own, so that these are the paths of any installation from Debian's packages.
set -eu
here=$(dirname "$0")/..

ip addr add 10.0.0.251/32 dev lo
# Its own name would be asked of nameservers that are not there.
echo "127.0.0.1 localhost $(hostname)" >/etc/hosts
mkdir -p /run/openstack /etc/keystone/keystone.conf.d
cp "$here/etc/keystone.conf" /etc/keystone
cp "$here/etc/heat.conf" /etc/heat
sed -i 's/heat.api.aws.ec2token:EC2Token_filter_factory/signed_urls:filter_factory/' /etc/heat/api-paste.ini

# In any other mode one reader that lingers makes all writers fail with "database is locked".
write_ahead() {
  python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("pragma journal_mode=wal")' \
    "/run/openstack/$1.db"
}

heat_database() {
  heat-manage db_sync
  write_ahead heat
}

keystone_database() {
  local url=http://10.0.0.251:5000/v3
  keystone-manage db_sync
  write_ahead keystone
  keystone-manage fernet_setup --keystone-user root --keystone-group root
  keystone-manage credential_setup --keystone-user root --keystone-group root
  keystone-manage bootstrap --bootstrap-password no-secret --bootstrap-region-id regionOne \
    --bootstrap-public-url "$url" --bootstrap-internal-url "$url" --bootstrap-admin-url "$url"
}

# Both at once: each is seconds of Python.
heat_database &
heat=$!
keystone_database
wait "$heat"
