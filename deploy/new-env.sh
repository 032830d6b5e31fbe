#!/bin/sh
# Prints new secrets for docker-compose.yml: docker build --tag rapporteur:0.1.0 . && sh deploy/new-env.sh > .env
set -eu
secret() { head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
key=$(${RAPPORTEUR:-docker run --rm rapporteur:0.1.0} key --origin "${1:-record.example.org/first-try}")
echo "# Secrets: keep them, and show them to nobody. LEDGER_KEY signs the checkpoints of this log, ID_KEY makes its ids."
echo "SHARED_SECRET=$(secret)"
echo "ID_KEY=$(secret)"
echo "LEDGER_KEY=$key"
echo "EVENTSTORE_PASSWORD=$(secret)"
echo "EVENTSTORE_USER_PASSWORD=$(secret)"
echo "LOGIN_ADMIN_PASSWORD=$(secret)"
echo "PEOPLE_PASSWORD=$(secret)"
