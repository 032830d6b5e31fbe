#!/usr/bin/env bash
# Makes the certificates for docker-compose.yml, once. Each key goes to the volume of the service that uses it. The keys of
# the two authorities are discarded. EventStoreDB accepts anybody with a certificate of its authority as one of its nodes,
# so the certificate of the proxy is from another authority.
set -euo pipefail
made=/certificates
if [ -f "$made/authorities/complete" ]; then exit 0; fi

cd "$(mktemp -d)"
authority() {
  es-gencert-cli create-ca -out "$1"
  mkdir -p "$made/authorities/$1"
  cp -f "$1/ca.crt" "$made/authorities/$1/ca.crt"
}
# certificate AUTHORITY VOLUME NAMES
certificate() {
  es-gencert-cli create-node -ca-certificate "$1/ca.crt" -ca-key "$1/ca.key" -out "$2" -dns-names "$3" -ip-addresses 127.0.0.1
  cp -f "$2/node.crt" "$2/node.key" "$made/$2/"
  chown 1000:1000 "$made/$2/node.crt" "$made/$2/node.key"
  chmod 400 "$made/$2/node.key"
}

authority eventstore
for node in eventstore eventstore-1 eventstore-2 eventstore-3; do certificate eventstore "$node" "$node,localhost"; done
authority web
certificate web proxy localhost,record.localhost,login.localhost
chmod -R a+rX "$made/authorities"
touch "$made/authorities/complete"
