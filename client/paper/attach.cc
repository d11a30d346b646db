// SPDX-License-Identifier: Apache-2.0
// The one file that knows the library which writes attachments.
#define POINTERHOLDER_TRANSITION 4  // the library's own older pointers are not there
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "client/paper/attach.h"

namespace credence {

bool attach(const std::string& pdf, const std::string& name, const std::string& bundle, std::string& out) {
  try {
    QPDF document;
    document.processMemoryFile("certificate", pdf.data(), pdf.size());
    auto stream = QPDFEFStreamObjectHelper::createEFStream(document, bundle);
    stream.setSubtype("application/vnd.credence.proof");
    auto file = QPDFFileSpecObjectHelper::createFileSpec(document, name, stream);
    QPDFEmbeddedFileDocumentHelper(document).replaceEmbeddedFile(name, file);
    document.getRoot().replaceKey("/PageMode", QPDFObjectHandle::newName("/UseAttachments"));
    QPDFWriter writer(document);
    writer.setOutputMemory();
    writer.setStreamDataMode(qpdf_s_preserve);
    writer.setDeterministicID(true);
    writer.write();
    const auto made = writer.getBufferSharedPointer();
    out.assign(reinterpret_cast<const char*>(made->getBuffer()), made->getSize());
    return true;
  } catch (const std::exception& error) {  // what it throws derives from this
    out = error.what();
    return false;
  }
}

}  // namespace credence
