# SPDX-License-Identifier: BSD-2-Clause
"""The list of materials of an archive: what is in it, under which licence, what it was made with.
(SPDX specification 2.3, as JSON)"""

import hashlib
import json
import os
import subprocess
import time
import urllib.parse

OURS = "BSD-2-Clause"
OTHERS = "GPL-3.0-or-later"
COPYRIGHT = "Copyright (c) 2026 the authors of Filbert"
# Debian packages: parts of what is shipped, and their licences.
GRUB = {"grub-pc-bin": OTHERS, "grub-efi-amd64-bin": OTHERS}
GCC_RUNTIME = "GPL-3.0-or-later WITH GCC-exception-3.1"
# For each processor: what is copied into the files; what only works on them.
PARTS = {
    "amd64": {**GRUB, "fonts-spleen": "BSD-2-Clause", "libgcc-12-dev|libgcc-14-dev": GCC_RUNTIME},
    "sparc64": {"libgcc-12-dev-sparc64-cross|libgcc-14-dev-sparc64-cross": GCC_RUNTIME},
}
TOOLS = {
    "amd64": ("gcc", "gcc-i686-linux-gnu", "binutils", "make", "kconfig-frontends-nox",
              "grub-common", "xorriso", "dosfstools", "mtools"),
    "sparc64": ("gcc-sparc64-linux-gnu", "binutils-sparc64-linux-gnu", "make",
                "kconfig-frontends-nox", "xorriso"),
}
# Files that hold parts of GRUB.
WITH_GRUB = ("filbert.iso", "filbert.img", "filbert.0", "filbert.efi", "BOOTX64.EFI")


def digest(path, kind):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()


def installed(names):
    """Name, version and architecture of the first of these Debian packages that is there."""
    for name in names.split("|"):
        words = ["dpkg-query", "-W", "-f=${Package} ${Version} ${Architecture}", name]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, check=False)
        if done.returncode == 0 and len(done.stdout.split()) == 3:
            return done.stdout.split()
    return None


def debian_package(names, licence):
    """The description of a package, None if it is not installed."""
    found = installed(names)
    if not found:
        return None
    name, version, arch = found
    return {
        "SPDXID": f"SPDXRef-Debian-{name}",
        "name": name,
        "versionInfo": version,
        "supplier": "Organization: Debian",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": licence,
        "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": f"pkg:deb/debian/{name}@{urllib.parse.quote(version)}?arch={arch}",
        }],
    }


def file_entry(number, folder, name):
    path = os.path.join(folder, name)
    licence = f"{OURS} AND {OTHERS}" if os.path.basename(name) in WITH_GRUB else OURS
    with open(path, "rb") as file:
        binary = b"\0" in file.read(4096)
    return {
        "SPDXID": f"SPDXRef-File-{number}",
        "fileName": f"./{name}",
        "fileTypes": ["BINARY" if binary else "TEXT"],
        "checksums": [{"algorithm": "SHA1", "checksumValue": digest(path, "sha1")},
                      {"algorithm": "SHA256", "checksumValue": digest(path, "sha256")}],
        "licenseConcluded": licence,
        "licenseInfoInFiles": ["NOASSERTION"],
        "copyrightText": COPYRIGHT if licence == OURS and not name.startswith("LICENSE.")
        else "NOASSERTION",
    }


def relation(one, kind, other):
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}


def document(folder, names, title, version, processor, epoch):
    """The text of the list, about these files of a folder."""
    entries = [file_entry(i, folder, name) for i, name in enumerate(sorted(names), 1)]
    sums = sorted(entry["checksums"][0]["checksumValue"] for entry in entries)
    code = hashlib.sha1("".join(sums).encode()).hexdigest()
    main = {
        "SPDXID": "SPDXRef-Package-Filbert",
        "name": title,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": True,
        "packageVerificationCode": {"packageVerificationCodeValue": code},
        "licenseConcluded": f"{OURS} AND {OTHERS}" if processor == "amd64" else OURS,
        "licenseDeclared": OURS,
        "licenseInfoFromFiles": ["NOASSERTION"],
        "copyrightText": COPYRIGHT,
        "primaryPackagePurpose": "OPERATING-SYSTEM",
    }
    relations = [relation("SPDXRef-DOCUMENT", "DESCRIBES", main["SPDXID"])]
    relations += [relation(main["SPDXID"], "CONTAINS", entry["SPDXID"]) for entry in entries]
    packages = [main]
    for names_of, licence in PARTS[processor].items():
        if package := debian_package(names_of, licence):
            packages.append(package)
            relations.append(relation(main["SPDXID"], "CONTAINS", package["SPDXID"]))
    for name in TOOLS[processor]:
        if package := debian_package(name, "NOASSERTION"):
            packages.append(package)
            relations.append(relation(package["SPDXID"], "BUILD_TOOL_OF", main["SPDXID"]))
    return json.dumps({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": title,
        "documentNamespace": f"https://spdx.org/spdxdocs/{title}-{code}",
        "creationInfo": {
            "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            "creators": [f"Tool: filbert-release-{version}"],
        },
        "packages": packages,
        "files": entries,
        "relationships": relations,
    }, indent=1) + "\n"
