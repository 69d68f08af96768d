"""What a service has said, chained by hash; where the chain stood, signed and kept elsewhere; whether all agrees."""

from libs.audit.chain import genesis, link_of
from libs.audit.checkpoint import Head
from libs.audit.kept import Kept
from libs.audit.verify import Audit, verify_chain

__all__ = ["Audit", "Head", "Kept", "genesis", "link_of", "verify_chain"]
