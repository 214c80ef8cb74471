-- Xiuhua hub, part 2: letting desks in and out.
--
-- A one-time code is known to the desk (or administrator) that made it and to whoever types it in, never to the hub. From it both
-- derive a temporary login (`xj_<invitation>`), of whose password the hub is told a SCRAM verifier only, and a key that proves
-- invitation, request and answer (src/main/sync/identity/enrol.ts). So what is stored here cannot be forged here.
--
--   invite → the temporary login calls join_invitation, join_request → a desk of the street calls join_requests, confirm_join
--   → the temporary login calls join_answer, join_done and is closed; the desk comes back with a login of its own (`xd_…`).
--   The first desk of a street is let in by the administrator's invitation alone: join_first.
--
-- All functions are SECURITY DEFINER of xiuhua_owner, who may create roles; who calls is told by session_user alone.
-- What callers are told has the code as message and the SQLSTATE XH001.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'xiuhua_join') THEN
    CREATE ROLE xiuhua_join NOLOGIN;
  END IF;
END
$$;
RESET ROLE;
DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO xiuhua_join', current_database()); END $$;
SET LOCAL ROLE xiuhua_owner;
GRANT USAGE ON SCHEMA xiuhua TO xiuhua_join;

-- `note`: the invitation as its maker proved it. `state`: open | asked | confirmed | refused | done.
CREATE TABLE xiuhua.invitation (
  street text COLLATE "C" NOT NULL REFERENCES xiuhua.street,
  id text COLLATE "C" NOT NULL CHECK (id ~ '^[0-9a-f]{20}$'),
  kind text NOT NULL CHECK (kind IN ('first', 'further')),
  role_name name NOT NULL,
  -- Device, or login of the administrator, that made it; device that confirmed it.
  invited_by text NOT NULL,
  confirmed_by text,
  made_at timestamptz NOT NULL DEFAULT now(),
  until timestamptz NOT NULL,
  note jsonb NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'asked', 'confirmed', 'refused', 'done')),
  request jsonb,
  asked_at timestamptz,
  answer jsonb,
  PRIMARY KEY (street, id)
);
ALTER TABLE xiuhua.invitation ENABLE ROW LEVEL SECURITY;

-- Whether the login may do an administrator's work: a superuser, or a member of xiuhua_owner.
CREATE FUNCTION xiuhua.is_admin() RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT pg_has_role(session_user, 'xiuhua_owner', 'MEMBER') $$;

-- Fail with a code that stations have words for.
CREATE FUNCTION xiuhua.fail(p_code text, p_detail text DEFAULT '') RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'XH001', MESSAGE = p_code, DETAIL = p_detail;
END
$$;

-- A password as SCRAM-SHA-256 verifier in exactly the server's own form; anything else would be taken for a password in the clear.
CREATE FUNCTION xiuhua.check_verifier(p_verifier text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_verifier IS NULL
    OR p_verifier !~ '^SCRAM-SHA-256\$[1-9][0-9]{3,5}:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$' THEN
    PERFORM xiuhua.fail('sync.badRequest', 'verifier');
  END IF;
END
$$;

-- One after the other in a street.
CREATE FUNCTION xiuhua.lock_joining(p_street text) RETURNS void
  LANGUAGE sql SET search_path = pg_catalog, pg_temp AS
$$ SELECT pg_advisory_xact_lock(hashtextextended('xiuhua join ' || p_street, 0)) $$;

-- Temporary logins are dropped a week after their code has run out. Until then they tell who comes late why.
CREATE FUNCTION xiuhua.sweep_invitations() RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT i.role_name FROM xiuhua.invitation i JOIN pg_catalog.pg_roles p ON p.rolname = i.role_name
           WHERE i.until < now() - interval '7 days' LOOP
    EXECUTE format('DROP ROLE %I', r.role_name);
  END LOOP;
END
$$;

-- Lay an invitation down and make its login. A device invites to its own street; an administrator to any, and only he to be the first.
CREATE FUNCTION xiuhua.invite(p_id text, p_verifier text, p_until timestamptz, p_note jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_mine text := xiuhua.my_street();
  v_street text := p_note ->> 'street';
  v_kind text := p_note ->> 'kind';
  v_role name := 'xj_' || p_id;
BEGIN
  IF NOT (xiuhua.is_admin() OR (v_mine IS NOT NULL AND v_mine = v_street AND v_kind = 'further')) THEN
    PERFORM xiuhua.fail('sync.refused', 'invite');
  END IF;
  IF NOT EXISTS (SELECT FROM xiuhua.street s WHERE s.street = v_street) THEN PERFORM xiuhua.fail('sync.noStreet', v_street); END IF;
  IF p_id IS NULL OR p_id !~ '^[0-9a-f]{20}$' OR p_note ->> 'id' IS DISTINCT FROM p_id OR length(p_note::text) > 4000
    OR p_until IS NULL OR p_until < now() OR p_until > now() + interval '31 days' THEN
    PERFORM xiuhua.fail('sync.badRequest', 'invitation');
  END IF;
  PERFORM xiuhua.check_verifier(p_verifier);
  PERFORM xiuhua.lock_joining(v_street);
  IF v_kind = 'first' AND EXISTS (SELECT FROM xiuhua.device d WHERE d.street = v_street AND d.revoked_at IS NULL) THEN
    PERFORM xiuhua.fail('sync.notFirst');
  END IF;
  IF (SELECT count(*) FROM xiuhua.invitation i WHERE i.street = v_street AND i.state IN ('open', 'asked') AND i.until > now()) >= 20 THEN
    PERFORM xiuhua.fail('sync.tooManyCodes');
  END IF;
  PERFORM xiuhua.sweep_invitations();
  EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 2 PASSWORD %L VALID UNTIL %L IN ROLE xiuhua_join',
    v_role, p_verifier, p_until + interval '7 days');
  INSERT INTO xiuhua.invitation (street, id, kind, role_name, invited_by, until, note)
    VALUES (v_street, p_id, v_kind, v_role, coalesce(xiuhua.my_device(), session_user), p_until, p_note);
END
$$;

-- The invitation that the temporary login stands for, kept from being changed meanwhile.
CREATE FUNCTION xiuhua.my_invitation() RETURNS xiuhua.invitation
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.invitation;
BEGIN
  SELECT * INTO v FROM xiuhua.invitation i WHERE i.role_name = session_user;
  IF v.id IS NULL THEN PERFORM xiuhua.fail('sync.badCode'); END IF;
  PERFORM xiuhua.lock_joining(v.street);
  SELECT * INTO v FROM xiuhua.invitation i WHERE i.street = v.street AND i.id = v.id;
  IF v.state IN ('done', 'refused') THEN
    PERFORM xiuhua.fail(CASE v.state WHEN 'done' THEN 'sync.codeUsed' ELSE 'sync.joinRefused' END);
  END IF;
  IF v.state <> 'confirmed' AND v.until < now() THEN PERFORM xiuhua.fail('sync.codeExpired'); END IF;
  RETURN v;
END
$$;

-- What its maker said about the invitation, proved under the code.
CREATE FUNCTION xiuhua.join_invitation() RETURNS jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT (xiuhua.my_invitation()).note $$;

-- Take a request in, once; the same again changes nothing.
CREATE FUNCTION xiuhua.keep_request(p_invitation xiuhua.invitation, p_request jsonb) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_invitation.state <> 'open' THEN
    IF p_invitation.request IS DISTINCT FROM p_request THEN PERFORM xiuhua.fail('sync.codeUsed'); END IF;
    RETURN;
  END IF;
  IF p_request IS NULL OR length(p_request::text) > 4000 OR p_request ->> 'street' IS DISTINCT FROM p_invitation.street
    OR coalesce(p_request ->> 'device', '') !~ '^[0-9a-z]{4,40}$'
    OR coalesce(p_request ->> 'signKey', '') !~ '^[A-Za-z0-9+/]{43}=$' OR coalesce(p_request ->> 'boxKey', '') !~ '^[A-Za-z0-9+/]{43}=$'
    OR length(btrim(coalesce(p_request ->> 'name', ''))) NOT BETWEEN 1 AND 40 THEN
    PERFORM xiuhua.fail('sync.badRequest', 'request');
  END IF;
  PERFORM xiuhua.check_verifier(p_request ->> 'verifier');
  PERFORM xiuhua.check_newcomer(p_invitation.street, p_request);
  UPDATE xiuhua.invitation i SET state = 'asked', request = p_request, asked_at = now()
    WHERE i.street = p_invitation.street AND i.id = p_invitation.id;
  PERFORM pg_notify(xiuhua.channel(p_invitation.street), '');
END
$$;

-- A revoked device does not come back; a device that is in comes back with its own keys only; names are told apart.
CREATE FUNCTION xiuhua.check_newcomer(p_street text, p_request jsonb) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.device;
BEGIN
  SELECT * INTO v FROM xiuhua.device d WHERE d.street = p_street AND d.device = p_request ->> 'device';
  IF v.revoked_at IS NOT NULL THEN PERFORM xiuhua.fail('sync.deviceRevoked'); END IF;
  IF v.device IS NOT NULL AND (v.sign_key, v.box_key) <> (p_request ->> 'signKey', p_request ->> 'boxKey') THEN
    PERFORM xiuhua.fail('sync.deviceTaken');
  END IF;
  IF EXISTS (SELECT FROM xiuhua.device d WHERE d.street = p_street AND d.revoked_at IS NULL
             AND lower(d.name) = lower(btrim(p_request ->> 'name')) AND d.device <> p_request ->> 'device') THEN
    PERFORM xiuhua.fail('sync.nameTaken', btrim(p_request ->> 'name'));
  END IF;
END
$$;

-- The login of a device is this hub's to make or to renew. Roles belong to the whole server: another hub on it, for the same street,
-- must not get at this one's logins. So each tells in its comment whose it is; one without a comment must stand in our table. A
-- database that is gone (dropped, renamed, restored under another name) has no claim any more.
CREATE FUNCTION xiuhua.check_login(p_role name) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_hub name := (SELECT substring(shobj_description(r.oid, 'pg_authid') FROM '^Xiuhua hub (.+)$')
                 FROM pg_roles r WHERE r.rolname = p_role);
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = p_role) OR v_hub = current_database() THEN RETURN; END IF;
  IF EXISTS (SELECT FROM pg_database b WHERE b.datname = v_hub)
    OR (v_hub IS NULL AND NOT EXISTS (SELECT FROM xiuhua.device d WHERE d.role_name = p_role)) THEN
    PERFORM xiuhua.fail('sync.loginTaken', p_role);
  END IF;
END
$$;

-- Make the device's login and row, under the street's lock. Letters are part of case numbers: never given twice in a street, not
-- even after a revocation. Repeated for a device that is in, it only
-- renews the login's verifier.
CREATE FUNCTION xiuhua.admit(p_street text, p_request jsonb, p_letter text) RETURNS void
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_device text := p_request ->> 'device';
  v_role name := 'xd_' || p_street || '_' || v_device;
  v_letter text := (SELECT d.letter FROM xiuhua.device d WHERE d.street = p_street AND d.device = v_device);
BEGIN
  PERFORM xiuhua.check_newcomer(p_street, p_request);
  IF p_letter IS NULL OR p_letter !~ '^[A-Z]$' OR v_letter <> p_letter
    OR EXISTS (SELECT FROM xiuhua.device d WHERE d.street = p_street AND d.letter = p_letter AND d.device <> v_device) THEN
    PERFORM xiuhua.fail('sync.letterTaken', p_letter);
  END IF;
  IF length(v_role::text) < length('xd_' || p_street || '_' || v_device) THEN PERFORM xiuhua.fail('sync.badRequest', 'device'); END IF;
  PERFORM xiuhua.check_login(v_role);
  IF EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = v_role) THEN
    EXECUTE format('ALTER ROLE %I LOGIN CONNECTION LIMIT 8 PASSWORD %L', v_role, p_request ->> 'verifier');
    EXECUTE format('GRANT xiuhua_device TO %I', v_role);
  ELSE
    EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 8 PASSWORD %L IN ROLE xiuhua_device', v_role, p_request ->> 'verifier');
    -- Whoever is to end its sessions some day must have its rights.
    EXECUTE format('GRANT %I TO xiuhua_owner', v_role);
  END IF;
  EXECUTE format('COMMENT ON ROLE %I IS %L', v_role, 'Xiuhua hub ' || current_database());
  INSERT INTO xiuhua.device (street, device, name, letter, role_name, sign_key, box_key)
    VALUES (p_street, v_device, btrim(p_request ->> 'name'), p_letter, v_role, p_request ->> 'signKey', p_request ->> 'boxKey')
    ON CONFLICT (street, device) DO NOTHING;
END
$$;

-- Ask to be let in by a desk of the street.
CREATE FUNCTION xiuhua.join_request(p_request jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.invitation := xiuhua.my_invitation();
BEGIN
  IF v.kind <> 'further' THEN PERFORM xiuhua.fail('sync.badRequest', 'kind'); END IF;
  PERFORM xiuhua.keep_request(v, p_request);
END
$$;

-- Come in as the first desk of the street. Answers the letter. Repeated after a lost answer, it answers the same.
CREATE FUNCTION xiuhua.join_first(p_request jsonb) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.invitation := xiuhua.my_invitation();
  v_letter text := coalesce(p_request ->> 'letter', 'A');
BEGIN
  IF v.kind <> 'first' THEN PERFORM xiuhua.fail('sync.notFirst'); END IF;
  PERFORM xiuhua.keep_request(v, p_request);
  IF v.state = 'confirmed' THEN RETURN v_letter; END IF;
  IF EXISTS (SELECT FROM xiuhua.device d WHERE d.street = v.street AND d.revoked_at IS NULL) THEN PERFORM xiuhua.fail('sync.notFirst'); END IF;
  PERFORM xiuhua.admit(v.street, p_request, v_letter);
  UPDATE xiuhua.invitation i SET state = 'confirmed', confirmed_by = v.invited_by WHERE i.street = v.street AND i.id = v.id;
  RETURN v_letter;
END
$$;

-- How the request stands, and the answer once there is one.
CREATE FUNCTION xiuhua.join_answer(OUT state text, OUT answer jsonb)
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
$$ SELECT i.state, i.answer FROM xiuhua.my_invitation() i $$;

-- The answer has arrived: the code is used up and its login closed.
CREATE FUNCTION xiuhua.join_done() RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.invitation := xiuhua.my_invitation();
BEGIN
  IF v.state <> 'confirmed' THEN PERFORM xiuhua.fail('sync.badRequest', 'state'); END IF;
  UPDATE xiuhua.invitation i SET state = 'done', answer = NULL WHERE i.street = v.street AND i.id = v.id;
  EXECUTE format('ALTER ROLE %I NOLOGIN', v.role_name);
END
$$;

-- Who asks to be let into the caller's street.
CREATE FUNCTION xiuhua.join_requests() RETURNS TABLE (id text, request jsonb, asked_ms double precision)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.id, i.request, floor(extract(epoch FROM i.asked_at) * 1000) FROM xiuhua.invitation i
  WHERE i.street = xiuhua.my_street() AND i.state = 'asked' AND i.until > now() ORDER BY i.asked_at, i.id
$$;

-- The invitation of the caller's street, as long as it can still be decided about; or already confirmed.
CREATE FUNCTION xiuhua.undecided(p_id text) RETURNS xiuhua.invitation
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_street text := xiuhua.my_street();
  v xiuhua.invitation;
BEGIN
  IF v_street IS NULL THEN PERFORM xiuhua.fail('sync.refused', 'join'); END IF;
  PERFORM xiuhua.lock_joining(v_street);
  SELECT * INTO v FROM xiuhua.invitation i WHERE i.street = v_street AND i.id = p_id;
  IF v.id IS NULL THEN PERFORM xiuhua.fail('sync.badCode'); END IF;
  IF v.state IN ('done', 'refused') THEN PERFORM xiuhua.fail('sync.codeUsed'); END IF;
  IF v.state <> 'confirmed' AND v.until < now() THEN PERFORM xiuhua.fail('sync.codeExpired'); END IF;
  RETURN v;
END
$$;

-- Let in who asked: exactly with the request that was looked at. Repeated after a lost answer, it changes nothing.
CREATE FUNCTION xiuhua.confirm_join(p_id text, p_request jsonb, p_letter text, p_answer jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.invitation := xiuhua.undecided(p_id);
BEGIN
  IF v.kind <> 'further' OR v.state NOT IN ('asked', 'confirmed') OR v.request IS DISTINCT FROM p_request OR p_answer IS NULL
    OR length(p_answer::text) > 1000000 THEN
    PERFORM xiuhua.fail('sync.badRequest', 'answer');
  END IF;
  PERFORM xiuhua.admit(v.street, v.request, p_letter);
  IF v.state = 'confirmed' THEN RETURN; END IF;
  UPDATE xiuhua.invitation i SET state = 'confirmed', answer = p_answer, confirmed_by = xiuhua.my_device()
    WHERE i.street = v.street AND i.id = v.id;
END
$$;

-- Send away who asked, or take an unused invitation back.
CREATE FUNCTION xiuhua.refuse_join(p_id text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.invitation := xiuhua.undecided(p_id);
BEGIN
  IF v.state = 'confirmed' THEN PERFORM xiuhua.fail('sync.codeUsed'); END IF;
  UPDATE xiuhua.invitation i SET state = 'refused' WHERE i.street = v.street AND i.id = v.id;
END
$$;

-- Close a device's login, end its sessions, take its open invitations back. By a desk of the street or an administrator. Answers
-- false where it was revoked before. A session that slipped in meanwhile is nobody: my_street() is null for it.
CREATE FUNCTION xiuhua.revoke_device(p_street text, p_device text) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v xiuhua.device;
BEGIN
  IF NOT (xiuhua.is_admin() OR xiuhua.my_street() IS NOT DISTINCT FROM p_street) THEN PERFORM xiuhua.fail('sync.refused', 'revoke'); END IF;
  PERFORM xiuhua.lock_joining(p_street);
  SELECT * INTO v FROM xiuhua.device d WHERE d.street = p_street AND d.device = p_device;
  IF v.device IS NULL THEN PERFORM xiuhua.fail('sync.noDevice', p_device); END IF;
  IF v.revoked_at IS NOT NULL THEN RETURN false; END IF;
  UPDATE xiuhua.device d SET revoked_at = now() WHERE d.street = p_street AND d.device = p_device;
  UPDATE xiuhua.invitation i SET state = 'refused'
    WHERE i.street = p_street AND i.invited_by = p_device AND i.state IN ('open', 'asked');
  EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', v.role_name);
  PERFORM pg_terminate_backend(s.pid) FROM pg_catalog.pg_stat_activity s
    WHERE s.usename = v.role_name AND s.pid <> pg_backend_pid();
  PERFORM pg_notify(xiuhua.channel(p_street), '');
  RETURN true;
END
$$;

REVOKE ALL ON FUNCTION xiuhua.is_admin(), xiuhua.fail(text, text), xiuhua.check_verifier(text), xiuhua.lock_joining(text),
  xiuhua.sweep_invitations(), xiuhua.invite(text, text, timestamptz, jsonb), xiuhua.my_invitation(), xiuhua.join_invitation(),
  xiuhua.keep_request(xiuhua.invitation, jsonb), xiuhua.check_newcomer(text, jsonb), xiuhua.check_login(name), xiuhua.admit(text, jsonb, text),
  xiuhua.join_request(jsonb), xiuhua.join_first(jsonb), xiuhua.join_answer(), xiuhua.join_done(), xiuhua.join_requests(),
  xiuhua.undecided(text), xiuhua.confirm_join(text, jsonb, text, jsonb), xiuhua.refuse_join(text),
  xiuhua.revoke_device(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION xiuhua.join_invitation(), xiuhua.join_request(jsonb), xiuhua.join_first(jsonb), xiuhua.join_answer(),
  xiuhua.join_done() TO xiuhua_join;
GRANT EXECUTE ON FUNCTION xiuhua.invite(text, text, timestamptz, jsonb), xiuhua.join_requests(),
  xiuhua.confirm_join(text, jsonb, text, jsonb), xiuhua.refuse_join(text), xiuhua.revoke_device(text, text) TO xiuhua_device;
