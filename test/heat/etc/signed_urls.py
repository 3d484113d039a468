"""heat-api-cfn's filter for signed URLs, signed in to Keystone as the service that it is.

Keystone no longer says to just anybody whether a signature is right
(https://bugs.launchpad.net/keystone/+bug/2119646). Debian 12 has a Keystone with that mended and
a Heat that asks as nobody, so that as packaged every signed URL is answered 403.
"""

from functools import partial
from types import SimpleNamespace

from heat.api.aws import ec2token
from keystoneauth1 import loading, session
from oslo_config import cfg


def filter_factory(global_conf, **local_conf):
    auth = loading.load_auth_from_conf_options(cfg.CONF, 'keystone_authtoken')
    post = partial(session.Session(auth=auth).post, raise_exc=False)
    ec2token.requests = SimpleNamespace(post=post)
    return ec2token.EC2Token_filter_factory(global_conf, **local_conf)
