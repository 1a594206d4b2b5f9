"""People: passwords, sign-ins, sessions, one-time links, keys for programs."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import ApiToken, ResetLink, SignInAttempt, User
from catalog.db.models import Session as SignIn
from catalog.db.models.user import ROLES
from catalog.domain.text import clean_words
from catalog.errors import Invalid, NotFound, TooManyAttempts
from catalog.i18n import Message

SESSION_DAYS = 30
RESET_HOURS = 72
SHORTEST_PASSWORD = 10
ATTEMPTS = 8
"""Failed sign-ins for one e-mail or address within the window before waiting."""
ATTEMPT_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True)
class Person:
    """Who is signed in, without ties to a database session."""

    id: int
    email: str
    name: str
    role: str
    language: str = ""
    catalog_id: int | None = None
    """A program's key may reach one catalog only."""
    can_write: bool = True

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """Return the hash that is checked when there is no such user, so that both take as long."""
    return _hasher().hash(secrets.token_urlsafe())


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def create_user(session: Session, email: str, password: str, role: str = "editor") -> User:
    """Add a person. Raises Invalid for a bad or known e-mail, a short password, an unknown role."""
    email = _clean_email(email)
    if role not in ROLES:
        roles = ", ".join(ROLES)
        raise Invalid("role", Message("Choose one of these roles: %(roles)s.", {"roles": roles}))
    if session.scalar(select(User.id).where(User.email == email)):
        raise Invalid("email", Message("Somebody with this e-mail exists already."))
    user = User(email=email, name=email.partition("@")[0], role=role)
    set_password(user, password)
    session.add(user)
    session.flush()
    return user


def _clean_email(email: str) -> str:
    email = email.strip().lower()
    name, at, host = email.partition("@")
    if not (name and at and host) or len(email) > 254 or " " in email or not email.isprintable():
        raise Invalid("email", Message("Write an e-mail address, like ana@example.org."))
    return email


def set_password(user: User, password: str) -> None:
    """Raises Invalid when the password is shorter than SHORTEST_PASSWORD."""
    if len(password) < SHORTEST_PASSWORD:
        message = Message("Use at least %(n)s characters.", {"n": SHORTEST_PASSWORD})
        raise Invalid("password", message)
    user.password_hash = _hasher().hash(password)


def user_by_email(session: Session, email: str) -> User:
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound(Message("Nobody here has the e-mail %(email)s.", {"email": email}))
    return user


def check_password(session: Session, email: str, password: str) -> User | None:
    """Return the user when the password is right; takes as long when there is no such user."""
    user = session.scalar(
        select(User).where(User.email == email.strip().lower(), User.disabled_at.is_(None))
    )
    known = user.password_hash if user and user.password_hash else _nobody()
    try:
        _hasher().verify(known, password)
    except (VerificationError, InvalidHashError):
        return None
    return user


def start_session(session: Session, user: User) -> str:
    """Return the token for the cookie; only its digest is kept."""
    token = secrets.token_urlsafe(32)
    expires = now() + timedelta(days=SESSION_DAYS)
    session.add(SignIn(token_digest=digest(token), user_id=user.id, expires_at=expires))
    session.execute(delete(SignIn).where(SignIn.expires_at < now()))
    session.flush()
    return token


def end_session(session: Session, token: str) -> None:
    session.execute(delete(SignIn).where(SignIn.token_digest == digest(token)))


def person_of_session(session: Session, token: str) -> Person | None:
    """Return who this sign-in belongs to, or None when it is unknown or has run out."""
    found = session.execute(
        select(User.id, User.email, User.name, User.role, User.language)
        .join(SignIn, SignIn.user_id == User.id)
        .where(
            SignIn.token_digest == digest(token),
            SignIn.expires_at > now(),
            User.disabled_at.is_(None),
        )
    ).first()
    return Person(*found) if found else None


def check_throttle(session: Session, *subjects: str) -> None:
    """Raises TooManyAttempts when one of the subjects failed too often lately."""
    since = now() - ATTEMPT_WINDOW
    counts = session.scalars(
        select(func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.subject.in_(subjects), SignInAttempt.at > since)
        .group_by(SignInAttempt.subject)
    )
    if max(counts, default=0) >= ATTEMPTS:
        seconds = int(ATTEMPT_WINDOW.total_seconds())
        raise TooManyAttempts(
            Message("Too many attempts. Wait ten minutes and try again."), seconds
        )


def record_failure(session: Session, *subjects: str) -> None:
    session.add_all(SignInAttempt(subject=subject[:300]) for subject in subjects)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now() - ATTEMPT_WINDOW))


def forget_failures(session: Session, *subjects: str) -> None:
    session.execute(delete(SignInAttempt).where(SignInAttempt.subject.in_(subjects)))


def create_reset_link(session: Session, user: User) -> str:
    """Return the token of a link that works once, for RESET_HOURS."""
    token = secrets.token_urlsafe(24)
    expires = now() + timedelta(hours=RESET_HOURS)
    session.execute(delete(ResetLink).where(ResetLink.user_id == user.id))
    session.add(ResetLink(token_digest=digest(token), user_id=user.id, expires_at=expires))
    session.flush()
    return token


def user_of_reset_link(session: Session, token: str) -> User:
    """Raises NotFound when the link is unknown, used or too old."""
    user = session.scalar(
        select(User)
        .join(ResetLink, ResetLink.user_id == User.id)
        .where(ResetLink.token_digest == digest(token), ResetLink.expires_at > now())
    )
    if user is None:
        raise NotFound(Message("This link is no longer valid. Ask for a new one."))
    return user


def reset_password(session: Session, token: str, password: str) -> User:
    """Set a new password, use the link up and end every session of the person."""
    user = user_of_reset_link(session, token)
    set_password(user, password)
    session.execute(delete(ResetLink).where(ResetLink.user_id == user.id))
    session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    session.flush()
    return user


def create_token(
    session: Session, user: User, *, catalog_id: int | None = None, can_write: bool = False
) -> str:
    """Return a program's key; only its digest is kept."""
    token = f"cat_{secrets.token_urlsafe(32)}"
    key = ApiToken(token_digest=digest(token), user_id=user.id)
    key.catalog_id, key.can_write = catalog_id, can_write
    session.add(key)
    session.flush()
    return token


def person_of_token(session: Session, token: str) -> Person | None:
    found = session.execute(
        select(
            User.id,
            User.email,
            User.name,
            User.role,
            User.language,
            ApiToken.catalog_id,
            ApiToken.can_write,
        )
        .join(ApiToken, ApiToken.user_id == User.id)
        .where(ApiToken.token_digest == digest(token), User.disabled_at.is_(None))
    ).first()
    return Person(*found) if found else None


def update_account(
    session: Session, person: Person, token: str, *, name: str, password: str, current_password: str
) -> None:
    """Change one's own name and, when a new password is given, the password.

    A new password ends every other session than that of the token, and what links there are: who
    changes it may fear that somebody knows the old one. Raises Invalid when the current password,
    asked for before a new one, is wrong.
    """
    user = session.get_one(User, person.id)
    user.name = clean_words(name)[:200] or user.name
    if password:
        if check_password(session, user.email, current_password) is None:
            raise Invalid("current_password", Message("This is not your current password."))
        set_password(user, password)
        others = (SignIn.user_id == user.id, SignIn.token_digest != digest(token))
        session.execute(delete(SignIn).where(*others))
        session.execute(delete(ResetLink).where(ResetLink.user_id == user.id))
    session.flush()


def invite_user(session: Session, email: str, role: str) -> tuple[User, str]:
    """Add a person without a usable password; return the token of the link that sets one."""
    user = create_user(session, email, secrets.token_urlsafe(32), role)
    return user, create_reset_link(session, user)


def user_by_id(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise NotFound(Message("There is no such person."))
    return user


def change_role(session: Session, user: User, role: str) -> None:
    """Raises Invalid for an unknown role, or when the last administrator would be gone."""
    if role not in ROLES:
        roles = ", ".join(ROLES)
        raise Invalid("role", Message("Choose one of these roles: %(roles)s.", {"roles": roles}))
    if role != "admin":
        _keep_an_admin(session, user)
    user.role = role
    session.flush()


def disable_user(session: Session, user: User) -> None:
    """Take access away at once; nothing that the person made is touched."""
    _keep_an_admin(session, user)
    user.disabled_at = now()
    session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    session.flush()


def enable_user(session: Session, user: User) -> None:
    user.disabled_at = None
    session.flush()


def _keep_an_admin(session: Session, user: User) -> None:
    others = select(User.id).where(
        User.role == "admin", User.disabled_at.is_(None), User.id != user.id
    )
    if user.role == "admin" and session.scalar(others.limit(1)) is None:
        raise Invalid("role", Message("There must be at least one administrator."))
